import * as v from 'valibot'
import { boolean, host, ipAddress, list, origin, path, port } from './kinds.js'
import { setting } from './setting.js'

const group = 'Listening'

export const listening = {
  serverHost: setting(v.optional(host, '127.0.0.1'), {
    variable: 'ARQONBUS_SERVER_HOST',
    group,
    help: 'Where WebSockets are accepted.',
  }),
  serverPort: setting(v.optional(port, 9100), {
    variable: 'ARQONBUS_SERVER_PORT',
    group,
    help: 'The port for WebSockets; 0 takes any free one.',
  }),
  httpHost: setting(v.optional(host), {
    variable: 'ARQONBUS_HTTP_HOST',
    group,
    help: 'Where monitoring and the publish API are served.',
    otherwise: 'as ARQONBUS_SERVER_HOST',
  }),
  httpPort: setting(v.optional(port, 8080), {
    variable: 'ARQONBUS_HTTP_PORT',
    group,
    help: 'The port for HTTP; 0 takes any free one.',
  }),
  tlsCertFile: setting(v.optional(path), {
    variable: 'ARQONBUS_TLS_CERT_FILE',
    group,
    help: 'The certificate chain in PEM: both ports then speak TLS 1.3 only. Read again when it changes, and on SIGHUP.',
  }),
  tlsKeyFile: setting(v.optional(path), {
    variable: 'ARQONBUS_TLS_KEY_FILE',
    group,
    help: "The certificate's private key in PEM.",
  }),
  tlsClientCaFile: setting(v.optional(path), {
    variable: 'ARQONBUS_TLS_CLIENT_CA_FILE',
    group,
    help: 'Clients must then show a certificate of this authority (PEM).',
  }),
  allowedOrigins: setting(
    v.optional(list(origin, 'origins with commas between, such as https://app.example.com, or loopback, or *'), [
      'loopback',
    ]),
    {
      variable: 'ARQONBUS_ALLOWED_ORIGINS',
      group,
      help: 'The origins that browsers may come from, each exact; loopback: any port of a loopback name; *: any.',
    },
  ),
  trustedProxies: setting(v.optional(list(ipAddress, 'IP addresses with commas between'), []), {
    variable: 'ARQONBUS_TRUSTED_PROXIES',
    group,
    help: 'Addresses of proxies whose X-Forwarded-For is believed.',
  }),
  allowInsecure: setting(v.optional(boolean, false), {
    variable: 'ARQONBUS_ALLOW_INSECURE',
    group,
    help: 'Listen beyond loopback although authentication is off, and fetch keys over plain http.',
  }),
}
