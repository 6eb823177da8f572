"""The timeline: what several resources date, in one order. A part of the service with files of its own."""
