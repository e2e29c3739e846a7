#!/bin/sh
# Looks in the morning whether the night's run ended well: night_alarm.sh LOG INBOX
# Ends with 0 when it did and no list waits. Otherwise says what is missing, without names, and ends with 1.
set -u

if [ $# -ne 2 ]; then
  echo "usage: night_alarm.sh LOG INBOX" >&2
  exit 2
fi
log=$1
inbox=$2
wrong=0

say() {
  echo "orderset: $1" >&2
  wrong=1
}

last=$(grep "^$(date +%F)T.* ended with exit code " "$log" 2>/dev/null | tail -n 1)
case $last in
  "") say "no run has ended today. Chart by hand what is due this morning, and call IT." ;;
  *" ended with exit code 0 "* | *" ended with exit code 1 "*) ;;
  *) say "the last run ended badly: ${last#* }" ;;
esac

if [ ! -d "$inbox" ]; then
  say "the inbox is not there."
else
  waiting=0
  for file in "$inbox"/*; do
    name=${file##*/}
    case $name in '~$'*) continue ;; esac
    # A list that somebody has open was read, and stays until it is closed.
    if [ -f "$file" ] && [ ! -e "$inbox/~\$$name" ] && [ ! -e "$inbox/.~lock.$name#" ]; then
      waiting=$((waiting + 1))
    fi
  done
  if [ "$waiting" -gt 0 ]; then
    say "$waiting file(s) wait in the inbox. Run again before the first infusion, or chart them by hand."
  fi
fi
exit $wrong
