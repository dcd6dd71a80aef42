#!/usr/bin/env node
// `shipchart …`. Plain old JavaScript: the Node that reads this may be ancient; the program itself runs on one that is new enough.
'use strict';
var fs = require('fs');
var path = require('path');

var built = path.join(__dirname, '..', 'dist', 'main', 'main.js');
var source = path.join(__dirname, '..', 'src', 'main', 'main.ts');

/** In a checkout the sources run as they stand, whatever an earlier build left behind; an installed package has to run what was built. */
var isCheckout = fs.existsSync(source) && __dirname.split(path.sep).indexOf('node_modules') < 0;
require('./pinned-node.cjs').runWithNode([isCheckout ? source : built].concat(process.argv.slice(2)));
