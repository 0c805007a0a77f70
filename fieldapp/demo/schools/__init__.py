"""The demo's schools and kindergartens in the middle of their check: three and two, with the nine cases of the school
check among their children. All of it is told as operations of the nurses' and the clinics' phones."""
