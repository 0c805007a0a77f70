"""Between a browser and the rooms: the gate every request passes, forms, uploads, lists by pages, responses."""
