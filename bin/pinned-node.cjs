// Finds a Node that runs TypeScript as it stands. Plain old JavaScript: the Node that reads this may be ancient.
'use strict';

var OLDEST = [22, 19];

function isNewEnough(version) {
  var parts = version.replace(/^v/, '').split('.').map(Number);
  return parts[0] > OLDEST[0] || (parts[0] === OLDEST[0] && parts[1] >= OLDEST[1]);
}

/** Absolute path of a Node that is new enough: the running one, else the one pinned from npm. Undefined where neither is there. */
function findNode() {
  if (isNewEnough(process.version)) return process.execPath;
  var packages = ['node-' + process.platform + '-' + process.arch, 'node-bin-' + process.platform + '-' + process.arch];
  if (process.platform === 'win32') packages.push('node-win-' + process.arch);
  for (var i = 0; i < packages.length; i += 1) {
    try {
      return require.resolve(packages[i] + '/bin/node' + (process.platform === 'win32' ? '.exe' : ''));
    } catch (missing) {
      // This platform's package goes by another name, or optional packages were left out: try the next.
    }
  }
  return undefined;
}

/** Runs `args` with that Node, with its folder first on the PATH, and ends as it ends. */
function runWithNode(args) {
  var node = findNode();
  if (!node) {
    console.error(
      'shipchart needs Node ' +
        OLDEST.join('.') +
        ' or newer; this is ' +
        process.version +
        ', and the one pinned from npm is not installed. Run: npm install --include=optional',
    );
    process.exit(1);
  }
  var path = require('path');
  var env = Object.assign({}, process.env);
  env.PATH = path.dirname(node) + path.delimiter + (env.PATH || '');
  var child = require('child_process').spawn(node, args, { stdio: 'inherit', env: env });
  ['SIGINT', 'SIGTERM', 'SIGHUP'].forEach(function (signal) {
    process.on(signal, function () {
      child.kill(signal);
    });
  });
  child.on('error', function (error) {
    console.error('shipchart: ' + error.message);
    process.exit(1);
  });
  child.on('exit', function (code, signal) {
    process.exit(code === null ? 128 + (require('os').constants.signals[signal] || 0) : code);
  });
}

module.exports = { findNode: findNode, runWithNode: runWithNode };
