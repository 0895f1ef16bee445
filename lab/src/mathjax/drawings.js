// Draws all formulas in the texts of questions and facts, so that a report without formulas of the
// student's own need not load MathJax. Run it after a change to those texts; a test tells.
const fs = require('fs');
const path = require('path');
const vm = require('vm');

const resources = '../main/resources/fovea/lab/report/';
const sandbox = {};
vm.createContext(sandbox);
vm.runInContext(fs.readFileSync(resources + 'page/mathjax.js', 'utf8'), sandbox);

function texts(folder) {
  return fs.readdirSync(folder, {withFileTypes: true}).flatMap(entry => {
    const file = path.join(folder, entry.name);
    return entry.isDirectory() ? texts(file) : [fs.readFileSync(file, 'utf8').replace(/%\d+\$/g, '%')];
  });
}

const drawings = {};
for (const text of texts(resources + 'questions')) {
  for (const [, display, inline] of text.matchAll(/\$\$(.+?)\$\$|\$([^$\s](?:[^$]*[^$\s])?)\$/gs)) {
    const tex = (display || inline).trim();
    drawings[(display ? 'display ' : 'inline ') + tex] = sandbox.tex2svg(tex, Boolean(display));
  }
}
const sorted = Object.fromEntries(Object.keys(drawings).sort().map(key => [key, drawings[key]]));
fs.writeFileSync(resources + 'page/formulas.json', JSON.stringify(sorted, null, 0).replace(/","/g, '",\n"') + '\n');
