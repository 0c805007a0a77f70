"""Operations from phones: parsed, judged, folded and answered. The only writer of field records."""
