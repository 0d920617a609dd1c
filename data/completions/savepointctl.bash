# SPDX-License-Identifier: GPL-3.0-or-later
# bash: savepointctl itself knows what could stand at the cursor, and how it is quoted there.

_savepointctl ()
{
  mapfile -t COMPREPLY < <(savepointctl complete bash "$COMP_WORDBREAKS" "${COMP_LINE:0:COMP_POINT}" 2>/dev/null)
}

complete -F _savepointctl savepointctl
