#!/usr/bin/env node
// A file that is there before the build, so that the command is linked when the repository is installed.
import '../dist/main.js'
