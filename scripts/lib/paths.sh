# shellcheck shell=bash
# SPDX-License-Identifier: EUPL-1.2
# What scripts/up makes and scripts/down and scripts/stafet find again. Sourced, after common.sh.
# Folders that root writes to belong to root, so that nothing the unprivileged user does can lead root elsewhere.

# shellcheck disable=SC2034  # read by the scripts that source this
set_paths() {
  var=$(var_folder)
  cluster=$var/cluster             # the run-user's: PostgreSQL
  broker_folder=$var/broker        # the run-user's: the broker's key and log
  server_key=$broker_folder/server.key
  broker_log=$broker_folder/broker.log
  program=$var/bin/stafet-broker   # a copy: a clone under /root cannot be reached, and a build must not change a running program
  config=$var/etc/broker.conf
  admin_config=$var/etc/admin.conf # the same with the administrator's connection, for migrate alone
  client_folder=$var/client        # the caller's: keys and settings of the command line
  run_folder=$var/run              # the caller's: process id, lock, what was done
  pid_file=$run_folder/broker.pid
}

# Two users on the same data would lock each other out.
require_same_user() {
  local maker
  maker=$(stat -c %U "$run_folder" 2>/dev/null) || return 0
  [ "$maker" = "$(id -un)" ] || die "$var was made by '$maker': run this as '$maker', or set STAFET_VAR to another folder"
}

# The process id of the broker that up started, or nothing.
broker_pid() {
  local pid
  pid=$(cat "$pid_file" 2>/dev/null) || return 1
  [[ $pid =~ ^[0-9]+$ ]] && process_is "$pid" "$program" && printf '%s' "$pid"
}

broker_ended() { ! broker_pid >/dev/null; }

# Killing it would lose nothing (L1, L7); asking first lets it say goodbye to its sessions.
stop_broker() {
  local pid
  pid=$(broker_pid) || return 0
  as_user "$(stat -c %U "/proc/$pid")" kill -TERM "$pid"
  if ! wait_for 20 broker_ended; then
    warn "the broker (process $pid) did not end in 20 seconds: killed"
    as_user "$(stat -c %U "/proc/$pid")" kill -KILL "$pid"
    wait_for 5 broker_ended || die "process $pid cannot be ended"
  fi
  rm -f "$pid_file"
}
