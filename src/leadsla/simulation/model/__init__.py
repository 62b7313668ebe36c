"""The parts of a scenario as people write them: who comes, who works, how leads are shared out, what comes of them."""
