"""Operations that came: judged, applied, answered; and those that others hand over or the office records."""
