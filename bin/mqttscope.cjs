#!/usr/bin/env node
require('./load.cjs').load('program.cjs').main();
