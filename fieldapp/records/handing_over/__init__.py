"""What one phone hands over of another: the file it is in, and the signature that says whose it is. Pure."""
