/* Words of the button that opens the scanner, English. */
export default {
  scan: 'Scan',
  scan_away: 'What scanning needs is not on this phone yet: tap again with a network; or type.',
};
