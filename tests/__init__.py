"""Tests: a folder per room, sentences for names, real parts wherever they can be had."""
