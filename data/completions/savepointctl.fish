# SPDX-License-Identifier: GPL-3.0-or-later
# fish: savepointctl itself knows what could stand at the cursor.

function __savepointctl_complete
    set --local words (commandline --current-process --tokenize --cut-at-cursor)
    savepointctl complete words $words[2..] (commandline --current-token --cut-at-cursor | string unescape; or echo) 2>/dev/null
end

complete --command savepointctl --no-files --keep-order --arguments '(__savepointctl_complete)'
