"""A survey is planned: its size with the reasons, its clusters drawn, given to surveyors, opened and closed."""
