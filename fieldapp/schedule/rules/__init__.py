"""The rules as data: what an edition file may say, the shelf of editions, and the dictionary made of them."""
