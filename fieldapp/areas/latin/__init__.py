"""Names as pages say them: in English with Latin letters beside."""
