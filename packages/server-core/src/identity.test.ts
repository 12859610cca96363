import { describe, expect, it } from 'vitest'
import { allows, type Grant, type Identity, ownTenant } from './identity.js'

function identity(permissions: Grant[] | null, role: Identity['role'] = 'user'): Identity {
  return { subject: 'alice', tenant: 'acme', role, permissions, expiresAt: null }
}

describe('what somebody may do', () => {
  it('without permissions in the token is all but managing', () => {
    const alice = identity(null)
    for (const action of ['publish', 'subscribe', 'history', 'presence'] as const) {
      expect(allows(alice, action, 'any', 'channel')).toBe(true)
    }
    expect(allows(alice, 'manage', 'any', 'channel')).toBe(false)
  })

  it('with permissions is what they say, and nothing else', () => {
    const alice = identity([{ room: 'sci*', channel: 'gen?ral', actions: ['publish', 'manage'] }])
    expect(allows(alice, 'publish', 'science', 'general')).toBe(true)
    expect(allows(alice, 'manage', 'science', 'general')).toBe(true)
    expect(allows(alice, 'subscribe', 'science', 'general')).toBe(false)
    expect(allows(alice, 'publish', 'art', 'general')).toBe(false)
    expect(allows(alice, 'publish', 'science', 'generals')).toBe(false)
    expect(allows(identity([]), 'publish', 'science', 'general')).toBe(false)
  })

  it('in every channel or room needs a grant for all of them', () => {
    const some = identity([{ room: 'science', channel: 'gen*', actions: ['history'] }])
    const room = identity([{ room: 'science', channel: '*', actions: ['history'] }])
    const all = identity([{ room: '*', channel: '*', actions: ['history'] }])
    expect(allows(some, 'history', 'science')).toBe(false)
    expect(allows(room, 'history', 'science')).toBe(true)
    expect(allows(room, 'history')).toBe(false)
    expect(allows(all, 'history')).toBe(true)
  })

  it('is everything for an admin, whatever the grants say', () => {
    expect(allows(identity([], 'admin'), 'manage', 'any', 'channel')).toBe(true)
    expect(allows(identity([], 'operator'), 'publish', 'any', 'channel')).toBe(false)
  })
})

describe('the rooms of', () => {
  it('a tenant are its own', () => {
    expect(ownTenant(identity(null))).toBe('acme')
  })

  it('an admin of every tenant are none', () => {
    const everywhere = { ...identity(null, 'admin'), tenant: '*' }
    expect(() => ownTenant(everywhere)).toThrow(expect.objectContaining({ code: 'AUTHORIZATION_ERROR' }))
  })
})
