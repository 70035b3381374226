'use strict';

/** The part of an article's address that its title makes. */
function slug(title) {
  return title
    .toLowerCase()
    .replace(/[^a-z0-9]+/, '-')
    .replace(/^-|-$/g, '');
}

module.exports = { slug };
