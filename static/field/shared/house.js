/* What the phone has for everybody, whatever the role: 今日, 上报, settings, signing in. */

import { bundle } from './later.js';
import { SignIn } from './signin.js';
import { Today } from './today.js';

const aside = bundle(() => import('./aside.js'));

/** What takes the place of the app where nothing is kept. */
export const Embedded = aside.screen('Embedded');

export const house = {
  name: 'house',
  roles: 'all',
  screens: { '': Today, signin: SignIn, report: aside.screen('Report'), settings: aside.screen('Settings'), help: aside.screen('Help') },
  places: [
    ['', 'nav_today', 'today'],
    ['report', 'nav_report', 'report'],
  ],
  bundles: [aside],
};
