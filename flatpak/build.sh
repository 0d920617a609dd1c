# SPDX-License-Identifier: GPL-3.0-or-later
# Sourced by ./dev: builds the development manifest without a network against a stand-in for the GNOME runtime, made of
# Debian's packages, and tries the program in its sandbox. README.md here says what that proves and what it does not.

# What the GNOME runtime has and the program needs; none of what libraries.yml brings.
PLATFORM_PACKAGES=(
  bash coreutils libgtk-4-1 libadwaita-1-0 libdex-1-1 libjson-glib-1.0-0 libgdk-pixbuf-2.0-0 libsecret-1-0 libsasl2-2 libsasl2-modules
  libgnutls30t64 libxml2 openssh-client adwaita-icon-theme hicolor-icon-theme gsettings-desktop-schemas librsvg2-common
  shared-mime-info fonts-cantarell fontconfig-config locales-all ca-certificates dbus-bin libglib2.0-bin)
SDK_PACKAGES=(
  "${PLATFORM_PACKAGES[@]}" build-essential pkgconf meson ninja-build cmake perl python3 gettext itstool xsltproc libxml2-utils
  autoconf automake libtool flex bison desktop-file-utils appstream blueprint-compiler gir1.2-adw-1 libglib2.0-dev libglib2.0-dev-bin
  libgtk-4-dev libgtk-4-bin libadwaita-1-dev libdex-dev libjson-glib-dev libgdk-pixbuf-2.0-dev libsecret-1-dev libgnutls28-dev
  libsasl2-dev libxml2-dev libssl-dev zlib1g-dev elfutils git)
# Debian's source packages of what libraries.yml names.
LIBRARIES=(libtirpc libnl3 libssh2 libvirt libvirt-glib)

# Below the root, where its programs see it as /var/tmp/savepoint-flatpak.
flatpak_place () { echo "$1/var/tmp/savepoint-flatpak"; }

# The number of the runtime that the manifests ask for: the stand-in bears it.
flatpak_branch () { sed -n "s/^runtime-version: '\(.*\)'$/\1/p" "$CHECKOUT/flatpak/io.github.savepoint.Savepoint.Devel.yml"; }

# ROOT PART FROM...: whether PART was made of just this, and that it now is.
flatpak_is_made () { [[ "$(printf '%s\n' "${@:3}")" == "$(cat "$(flatpak_place "$1")/$2.made" 2>/dev/null)" ]]; }
flatpak_made () { printf '%s\n' "${@:3}" | in_own_namespace tee "$(flatpak_place "$1")/$2.made" >/dev/null; }

# Some files of a source package may be gone from the mirror: those of upstream are what is wanted.
flatpak_sources () {
  local root=$1
  flatpak_is_made "$root" sources "${LIBRARIES[@]}" "$(<"$CHECKOUT/flatpak/libraries.yml")" && return
  say "fetching the sources of ${LIBRARIES[*]}"
  # shellcheck disable=SC2016
  in_own_namespace bash "$SELF" __enter "$root" / administer bash -ec '
    cd /var/tmp/savepoint-flatpak && mkdir -p apt/lists/partial sources && cd sources
    sed -n "s/^deb /deb-src /p" /etc/apt/sources.list >../apt/sources.list
    options=(-o Dir::Etc::sourcelist=/var/tmp/savepoint-flatpak/apt/sources.list -o Dir::Etc::sourceparts=-
             -o Dir::State::lists=/var/tmp/savepoint-flatpak/apt/lists -o APT::Sandbox::User=root)
    apt-get "${options[@]}" update -q
    for package in "$@"; do
      apt-get "${options[@]}" -q --download-only source "$package" || true
      compgen -G "${package}_*.orig.tar.*" >/dev/null
    done' flatpak "${LIBRARIES[@]}" >&2
  flatpak_made "$root" sources "${LIBRARIES[@]}" "$(<"$CHECKOUT/flatpak/libraries.yml")"
}

# KIND PACKAGES...: one runtime, as a folder that `flatpak build-export` takes.
flatpak_runtime () {
  local root=$1 kind=$2 APT_PACKAGES=("${@:3}") place shape branch
  branch=$(flatpak_branch)
  place=$(flatpak_place "$root")
  shape=$(<"$CHECKOUT/flatpak/shape.sh")
  flatpak_is_made "$root" "$kind" "${APT_PACKAGES[@]}" "$branch" "$shape" && return
  say "making a stand-in for org.gnome.$kind $branch (some minutes)"
  remove_tree "$place/$kind"
  in_own_namespace mkdir -p "$place/$kind/files"
  bootstrap trixie "$place/$kind/root"
  in_own_namespace bash "$SELF" __enter "$root" / administer \
    bash "/var/tmp/savepoint-flatpak/shape.sh" "$kind" "$branch" >&2
  flatpak_made "$root" "$kind" "${APT_PACKAGES[@]}" "$branch" "$shape"
}

flatpak_build () {
  local root=$1 place
  place=$(flatpak_place "$root")
  unset SAVEPOINT_RELEASE # it is the usual root
  in_own_namespace mkdir -p "$place"
  in_own_namespace cp "$CHECKOUT/flatpak/shape.sh" "$place/shape.sh"
  flatpak_sources "$root"
  flatpak_runtime "$root" Platform "${PLATFORM_PACKAGES[@]}"
  flatpak_runtime "$root" Sdk "${SDK_PACKAGES[@]}"
  # The private libvirtd is the tests'.
  enter "$root" isolated "$SELF" build >&2
  enter "$root" isolated "$SELF" shell -- bash "$CHECKOUT/flatpak/try.sh" "$(flatpak_branch)"
}
