/* What this phone can do beside signing in and sending: one record for each capability. There is nothing that finds them by
   itself, and what is not named here is not built. */

import { catchup } from './catchup/index.js';
import { rounds } from './rounds/index.js';
import { school } from './school/index.js';
import { survey } from './survey/index.js';

export const CAPABILITIES = [rounds, school, catchup, survey];
