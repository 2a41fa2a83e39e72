"""What somebody proposes, made strict: kinds, files, differences, and the life of a proposal."""
