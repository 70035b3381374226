'use strict';

const assert = require('node:assert');
const { test } = require('node:test');
const { slug } = require('../src/slug.js');

test('a word is its own address', () => {
  assert.strictEqual(slug('Rivers'), 'rivers');
});

test('every gap becomes one hyphen', () => {
  assert.strictEqual(slug('Rivers, lakes and  seas'), 'rivers-lakes-and-seas');
});

test('nothing hangs over at the ends', () => {
  assert.strictEqual(slug('Rivers!'), 'rivers');
});
