"""Certificate, card and register held against each other, dose by dose (卡证相符)."""
