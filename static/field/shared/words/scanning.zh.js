/* Words of the button that opens the scanner, Chinese. */
export default {
  scan: '扫码',
  scan_away: '扫码要用的还没有下到这部手机：连上网再点一次；也可以输入。',
};
