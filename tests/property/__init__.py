"""Laws that the rules and the engine obey for every patient, each test named after its law."""
