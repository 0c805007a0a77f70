"""What a clinic found, said of a whole class: five answers a child, by form or by keyboard."""
