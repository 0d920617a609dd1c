#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# PROGRAM [ARGUMENTS]: runs it where it may mount file systems of its own, as the same user.
exec unshare --user --map-current-user --keep-caps --mount -- "$@"
