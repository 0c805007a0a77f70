import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clinicsOf, peopleOf } from '../../static/field/shared/called.js';

const VILLAGE = '430921103001';
const keys = (found) => found.map(({ key }) => key);

test('the clinic that names the village closest comes first; one that serves others, is no more or has no number is not named', () => {
  const clinics = [
    { key: 'county', serves: ['430921'], phone: '1' },
    { key: 'town', serves: ['430921103', '430921104'], phone: '2' },
    { key: 'village', serves: [VILLAGE], phone: '3' },
    { key: 'other', serves: ['430921103208'], phone: '4' },
    { key: 'gone', serves: [VILLAGE], phone: '5', retired_on: '2025-01-01' },
    { key: 'silent', serves: [VILLAGE] },
    { key: 'nothing', phone: '6' },
  ];
  assert.deepEqual(keys(clinicsOf(clinics, VILLAGE)), ['village', 'town', 'county']);
});

test('of people those who answer for the village and have a number, the nearest first, a doctor before who plans', () => {
  const people = [
    { key: 'sun', role: 'supervisor', area: '430921', phone: '1' },
    { key: 'tess', role: 'supervisor', area: '430921103', phone: '2' },
    { key: 'doc', role: 'clinic', area: '430921103', phone: '3' },
    { key: 'next', role: 'clinic', area: '430921104', phone: '4' },
    { key: 'mute', role: 'clinic', area: '430921103' },
    { key: 'ann', role: 'vaccinator', area: null },
  ];
  assert.deepEqual(keys(peopleOf(people, VILLAGE)), ['doc', 'tess', 'sun']);
});
