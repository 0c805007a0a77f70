"""The phones of the people of an area: when each was last heard of, and stopping a lost one."""
