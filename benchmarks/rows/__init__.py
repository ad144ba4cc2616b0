"""One file for each thing that is measured. `ROWS` of `benchmarks.run` lists them."""
