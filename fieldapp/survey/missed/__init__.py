"""How many children two lists have both missed: counted from records, estimated or refused."""
