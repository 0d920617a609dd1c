/* SPDX-License-Identifier: GPL-3.0-or-later */
#error "This layer may not see libvirt: src/DESIGN.md"
