# Runs a command beside three network namespaces, "client", "nat" and "server", which end with it.
# The NAT forgets connections that were silent for 2 s, and drops what it does not know.
# To be run as root in a mount namespace of its own.
set -e

# The namespaces' names are mounts below /run: here nobody else sees them, and they vanish.
mount -t tmpfs none /run
for name in client nat server; do
  ip netns add "$name"
done

# The addresses are those that RFC 5737 keeps for documentation: no route on this machine leads there.
ip link add inside netns client type veth peer name inside netns nat
ip link add outside netns server type veth peer name outside netns nat
ip -n client address add 192.0.2.2/24 dev inside
ip -n nat address add 192.0.2.1/24 dev inside
ip -n nat address add 198.51.100.1/24 dev outside
ip -n server address add 198.51.100.2/24 dev outside
ip -n client link set inside up
ip -n nat link set inside up
ip -n nat link set outside up
ip -n server link set outside up
ip -n client route add default via 192.0.2.1

ip netns exec nat nft -f - <<'RULES'
table ip nat {
  chain leaving {
    type nat hook postrouting priority srcnat
    oifname outside masquerade
  }
  chain passing {
    type filter hook forward priority filter
    ct state invalid drop
  }
  chain arriving {
    type filter hook input priority filter
    iifname outside drop
  }
}
RULES

ip netns exec nat sh -ec '
  cd /proc/sys/net
  echo 1 >ipv4/ip_forward
  echo 2 >netfilter/nf_conntrack_tcp_timeout_established
  # A packet from the middle of a connection does not bring it back.
  echo 0 >netfilter/nf_conntrack_tcp_loose
'

exec "$@"
