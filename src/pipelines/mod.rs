//! One file or folder per job: how to plan it, its steps.
