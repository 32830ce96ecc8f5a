"""Line mode: the whole program as questions and answers, a line each, for screen readers, slow lines and pipes."""
