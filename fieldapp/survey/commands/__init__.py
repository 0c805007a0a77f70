"""The commands of surveys and lots: shells that read files, call one pure function each and print."""
