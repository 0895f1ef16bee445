// Writes the hyphenation patterns of the package `hyphen` (hyph-utf8) in the format of Apache FOP.
const fs = require('fs');

/** The patterns below a node of a trie, such as ".ab1so". */
function patterns(levels, node, letters, found) {
  const [children, end] = Array.isArray(node) ? node : typeof node === 'number' ? [{}, node] : [node];
  if (end !== undefined) {
    const digits = levels[end];
    let pattern = '';
    for (let i = 0; i <= letters.length; i++) {
      pattern += (digits[i] || '') + (letters[i] || '');
    }
    found.push(pattern);
  }
  for (const letter of Object.keys(children)) {
    patterns(levels, children[letter], letters + letter, found);
  }
  return found;
}

function escape(text) {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}

// Letters, small and capital; both apostrophes are letters, and one.
const classes = [..."abcdefghijklmnopqrstuvwxyzàâäçéèêëîïôöùûüÿœæ"].map(each => each + each.toUpperCase()).concat("'\u2019").join('\n');

for (const [name, source, before, after] of [['fr', 'fr', 2, 3], ['en', 'en-us', 2, 3]]) {
  const [levels, trie] = require(`hyphen/patterns/${source}.js`);
  const straight = patterns(levels, trie, '', []);
  const lines = straight.sort();
  fs.writeFileSync(`../main/resources/fovea/lab/report/page/hyphenation/${name}.xml`, `<?xml version="1.0" encoding="UTF-8"?>
<!-- Patterns of hyph-utf8 (${source}), through the npm package hyphen; see patterns-licence.txt. -->
<hyphenation-info>
<hyphen-char value="-"/>
<hyphen-min before="${before}" after="${after}"/>
<classes>
${classes}
</classes>
<patterns>
${escape(lines.join('\n'))}
</patterns>
</hyphenation-info>
`);
}
