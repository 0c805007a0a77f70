/* Names in Latin letters, loaded with the English words: nobody who reads Chinese waits for them. */

export { romanGroup, romanPerson, romanPlace } from '../core/roman.js';
