# Sourced: third parties' clients (boto3, the AWS CLI) and a third party's server (moto), each pinned,
# in a virtual environment outside the tree. Sets UNDERSTUDY_PYTHON_BIN.
python_tools='moto[server]==5.2.1 boto3==1.43.11 awscli==1.45.11'
python_home="$UNDERSTUDY_CACHE/python-$(echo "$python_tools" | cksum | cut -d' ' -f1)"
if [ -z "${UNDERSTUDY_PYTHON_BIN:-}" ]; then
  if [ ! -f "$python_home/.complete" ]; then
    if ! command -v python3 > /dev/null; then
      echo 'python3 is missing: tests with boto3, the AWS CLI and moto cannot run. Install it (Debian: apt-get install python3-venv).' >&2
    else
      echo 'Installing boto3, the AWS CLI and moto (once) …' >&2
      rm -rf "$python_home"
      python3 -m venv "$python_home"
      # shellcheck disable=SC2086
      "$python_home/bin/pip" install --quiet --disable-pip-version-check $python_tools >&2
      touch "$python_home/.complete"
    fi
  fi
  [ ! -f "$python_home/.complete" ] || export UNDERSTUDY_PYTHON_BIN="$python_home/bin"
fi
