"""The clinic's desk: the children whom schools sent, their doses, certificates and assessments."""
