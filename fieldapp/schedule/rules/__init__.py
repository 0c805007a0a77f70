"""The rules as data: what an edition file may say, the library of editions, and the dictionary made of them."""
