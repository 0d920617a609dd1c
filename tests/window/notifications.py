#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A desktop's notifications, as far as a program sees them: prints each one as a line of JSON, and does what it is told."""

import json
import sys

from gi.repository import Gio, GLib

NAME, PATH = 'org.freedesktop.Notifications', '/org/freedesktop/Notifications'
INTERFACE = """<node><interface name="org.freedesktop.Notifications">
  <method name="GetCapabilities"><arg type="as" direction="out"/></method>
  <method name="GetServerInformation">
    <arg type="s" direction="out"/><arg type="s" direction="out"/><arg type="s" direction="out"/><arg type="s" direction="out"/>
  </method>
  <method name="Notify">
    <arg type="s" direction="in"/><arg type="u" direction="in"/><arg type="s" direction="in"/><arg type="s" direction="in"/>
    <arg type="s" direction="in"/><arg type="as" direction="in"/><arg type="a{sv}" direction="in"/><arg type="i" direction="in"/>
    <arg type="u" direction="out"/>
  </method>
  <method name="CloseNotification"><arg type="u" direction="in"/></method>
  <signal name="ActionInvoked"><arg type="u"/><arg type="s"/></signal>
  <signal name="NotificationClosed"><arg type="u"/><arg type="u"/></signal>
</interface></node>"""
last = 0


def tell(**what):
    print(json.dumps(what), flush=True)


def called(connection, sender, path, interface, method, parameters, invocation):
    global last
    answer = None
    if method == 'GetCapabilities':
        answer = GLib.Variant('(as)', (['actions', 'body'],))
    elif method == 'GetServerInformation':
        answer = GLib.Variant('(ssss)', ('test', 'test', '1', '1.2'))
    elif method == 'Notify':
        _, replaces, _, title, body, actions, hints, _ = parameters.unpack()
        last = replaces or last + 1
        answer = GLib.Variant('(u)', (last,))
        tell(id=last, title=title, body=body, actions=actions, urgency=hints.get('urgency'))
    elif method == 'CloseNotification':
        tell(closed=parameters.unpack()[0])
    invocation.return_value(answer)


def obey(channel, condition, connection):
    line = sys.stdin.readline()
    if not line:
        loop.quit()
        return False
    number, action = line.split(maxsplit=1)
    connection.emit_signal(None, PATH, NAME, 'ActionInvoked', GLib.Variant('(us)', (int(number), action.strip())))
    return True


bus = Gio.bus_get_sync(Gio.BusType.SESSION)
bus.register_object(PATH, Gio.DBusNodeInfo.new_for_xml(INTERFACE).interfaces[0], called, None, None)
loop = GLib.MainLoop()
Gio.bus_own_name_on_connection(bus, NAME, Gio.BusNameOwnerFlags.NONE, lambda *_: tell(ready=True), None)
GLib.io_add_watch(sys.stdin, GLib.PRIORITY_DEFAULT, GLib.IO_IN | GLib.IO_HUP, obey, bus)
loop.run()
