// `node bin/run.cjs TOOL ARGS…`: runs a development tool, or a TypeScript file, with the pinned Node.
'use strict';
var path = require('path');
var fs = require('fs');
var tool = process.argv[2];
var installed = path.join(__dirname, '..', 'node_modules', '.bin', tool);
var target = fs.existsSync(installed) ? fs.realpathSync(installed) : tool;
require('./pinned-node.cjs').runWithNode([target].concat(process.argv.slice(3)));
