"""What is known of a patient and what rules make of it, as propositions: the program without a patient.

A proposition is a number that stands for something that can hold of a patient as recorded. Proofs ask a solver about
them, cohorts evaluate them for whole columns of patients; neither says a second time what the vocabulary means.
Nothing here knows a solver or a column.
"""
