# SPDX-License-Identifier: GPL-3.0-or-later
"""A libvirtd of this user's own that listens on loopback: for certificates (TLS), and for passwords (SASL)."""

import os
import shutil
import socket
import subprocess
import tempfile
import time


def free_port():
    with socket.socket() as free:
        free.bind(('127.0.0.1', 0))
        return free.getsockname()[1]


class Certificates:
    """An authority, and what it signed: good, past its time, for another host; and what a stranger signed."""

    def __init__(self):
        self.folder = tempfile.mkdtemp(prefix='sp-pki-')
        self.make_authority('ca')
        self.make_authority('stranger')
        here = 'ip_address = "127.0.0.1"\ndns_name = "localhost"\ntls_www_server\nencryption_key\nsigning_key\n'
        past = 'activation_date = "2019-01-01 00:00:00 UTC"\nexpiration_date = "2020-01-01 00:00:00 UTC"\n'
        self.make('good', 'cn = "localhost"\n' + here)
        self.make('expired', 'cn = "localhost"\n' + here + past)
        self.make('wrong-name', 'cn = "other.example"\ndns_name = "other.example"\ntls_www_server\nencryption_key\nsigning_key\n')
        self.make('client', 'cn = "me"\ntls_www_client\nencryption_key\nsigning_key\n')
        self.make('client-expired', 'cn = "me"\ntls_www_client\nencryption_key\nsigning_key\n' + past)
        # What libvirt looks for in a folder of certificates.
        for folder, authority, client in (('with', 'ca', 'client'), ('without', 'ca', None), ('late', 'ca', 'client-expired'),
                                          ('elsewhere', 'stranger', 'client')):
            os.mkdir(self.path(folder))
            shutil.copy(self.path(authority + '.pem'), self.path(folder + '/cacert.pem'))
            if client is not None:
                shutil.copy(self.path(client + '.pem'), self.path(folder + '/clientcert.pem'))
                shutil.copy(self.path(client + '.key'), self.path(folder + '/clientkey.pem'))
        os.mkdir(self.path('empty'))

    def path(self, name):
        return os.path.join(self.folder, name)

    @staticmethod
    def certtool(*args):
        subprocess.run(['certtool', *args], check=True, capture_output=True)

    def make_key(self, name, template):
        with open(self.path(name + '.info'), 'w') as file:
            file.write(template if 'expiration_date' in template else template + 'expiration_days = 2\n')
        self.certtool('--generate-privkey', '--key-type', 'ecdsa', '--outfile', self.path(name + '.key'))

    def make_authority(self, name):
        self.make_key(name, f'cn = "{name}"\nca\ncert_signing_key\n')
        self.certtool('--generate-self-signed', '--load-privkey', self.path(name + '.key'), '--template', self.path(name + '.info'),
                      '--outfile', self.path(name + '.pem'))

    def make(self, name, template):
        self.make_key(name, template)
        self.certtool('--generate-certificate', '--load-privkey', self.path(name + '.key'), '--load-ca-certificate', self.path('ca.pem'),
                      '--load-ca-privkey', self.path('ca.key'), '--template', self.path(name + '.info'), '--outfile', self.path(name + '.pem'))


class Daemon:
    user, secret = 'snoopy', 'planted-sasl-secret'

    def __init__(self, certificates, server='good', auth_tls='none', mechanism='DIGEST-MD5'):
        self.folder = tempfile.mkdtemp(prefix='sp-daemon-')
        self.tls, self.tcp = free_port(), free_port()
        for name in ('config', 'cache', 'data', 'state', 'run', 'sasl'):
            os.mkdir(self.path(name), 0o700)
        self.write('libvirtd.conf', f'''log_outputs = "3:stderr"
listen_addr = "127.0.0.1"
listen_tls = 1
tls_port = "{self.tls}"
tls_no_sanity_certificate = 1
key_file = "{certificates.path(server + '.key')}"
cert_file = "{certificates.path(server + '.pem')}"
ca_file = "{certificates.path('ca.pem')}"
auth_tls = "{auth_tls}"
listen_tcp = 1
tcp_port = "{self.tcp}"
auth_tcp = "sasl"
''')
        self.write('sasl/libvirt.conf', f'mech_list: {mechanism}\nsasldb_path: {self.path("sasldb")}\n')
        subprocess.run(['saslpasswd2', '-p', '-c', '-a', 'libvirt', '-f', self.path('sasldb'), self.user], input=self.secret, text=True, check=True,
                       capture_output=True)
        clean = {name: value for name, value in os.environ.items() if name not in ('G_DEBUG', 'MALLOC_CHECK_', 'LD_PRELOAD')}
        clean |= {f'XDG_{name}': self.path(folder) for name, folder in (('CONFIG_HOME', 'config'), ('CACHE_HOME', 'cache'), ('DATA_HOME', 'data'),
                                                                      ('STATE_HOME', 'state'), ('RUNTIME_DIR', 'run'))}
        # SASL has one folder for servers of all kinds: ours lies over it in a namespace of this process.
        inside = 'mount --bind "$0" /etc/sasl2 && exec libvirtd --listen -f "$1"'
        self.log = open(self.path('log'), 'w')
        self.process = subprocess.Popen(['unshare', '--user', '--map-current-user', '--keep-caps', '--mount', 'sh', '-c', inside,
                                         self.path('sasl'), self.path('libvirtd.conf')], env=clean, stdout=subprocess.DEVNULL, stderr=self.log)
        for port in (self.tls, self.tcp):
            self.wait_for(port)

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:  # libvirtd now and then forgets to end, and holds nothing here that could be lost
            self.process.kill()
            self.process.wait()
        self.log.close()
        shutil.rmtree(self.folder)

    def path(self, name):
        return os.path.join(self.folder, name)

    def write(self, name, text):
        with open(self.path(name), 'w') as file:
            file.write(text)

    def wait_for(self, port):
        for _ in range(300):
            with socket.socket() as probe:
                if probe.connect_ex(('127.0.0.1', port)) == 0:
                    return
            assert self.process.poll() is None, open(self.path('log')).read()
            time.sleep(0.1)
        raise AssertionError('libvirtd does not listen')

    def tls_uri(self, folder):
        return f'qemu+tls://127.0.0.1:{self.tls}/session?pkipath={folder}'

    def tcp_uri(self):
        return f'qemu+tcp://127.0.0.1:{self.tcp}/session'
