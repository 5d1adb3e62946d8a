#!/bin/sh
# Makes what compose.yaml needs before its first start: the secrets and the cluster id. What exists is kept, so it may be run
# again; nothing is printed but names of files.
#
#   ./init.sh [FOLDER]     FOLDER: where secrets/ and .env go; default: the folder of this script
set -eu
umask 077

folder=${1:-$(dirname "$0")}
secrets=$folder/secrets
mkdir -p "$secrets"
# The folder is closed to other users of this machine. The files in it can be read by all, for a container reads them as a
# user that this machine does not know, and sees the file without the folder.
chmod 700 "$secrets"

random() { head -c "$1" /dev/urandom | base64 | tr -d '\n'; }

keep() { # name, text
    if [ -e "$secrets/$1" ]; then
        echo "kept $secrets/$1"
        return
    fi
    printf '%s\n' "$2" > "$secrets/$1.new"
    chmod 444 "$secrets/$1.new"
    mv "$secrets/$1.new" "$secrets/$1"
    echo "made $secrets/$1"
}

# The form of "winnow audit keygen". Keep a copy where this machine cannot reach it: docs/operations.md, "Key custody".
keep audit.key "winnow-key v1 k-$(head -c 4 /dev/urandom | od -An -tx1 | tr -d ' \n') $(random 32)"
keep application.secret "$(random 32)"
keep grafana-admin.password "$(random 24)"

if [ -e "$folder/.env" ]; then
    echo "kept $folder/.env"
else
    # Kafka wants 16 bytes in base64 for URLs, without padding, and not beginning with a dash.
    id=$(random 16 | tr '+/' '-_' | tr -d '=')
    case $id in -*) id=w${id#-} ;; esac
    printf 'KAFKA_CLUSTER_ID=%s\n' "$id" > "$folder/.env"
    echo "made $folder/.env"
fi
