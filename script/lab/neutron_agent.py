"""The lab's agent: reports its state to neutron-server over the message bus, as a DHCP agent does.

neutron_agent.py SECONDS --config-file FILE; Neutron's own code sends the reports and stores them.
"""

import sys
import time

import eventlet

eventlet.monkey_patch()

from neutron.agent import rpc  # noqa: E402
from neutron.common import config  # noqa: E402
from neutron.conf.agent import common as agent_options  # noqa: E402
from neutron_lib import context  # noqa: E402
from neutron_lib.agent import topics  # noqa: E402
from oslo_config import cfg  # noqa: E402

REPORT_EVERY_SECONDS = 0.25

config.register_common_config_options()
agent_options.register_agent_state_opts_helper(cfg.CONF)
config.init(sys.argv[2:])
end = time.monotonic() + float(sys.argv[1])
reports = rpc.PluginReportStateAPI(topics.REPORTS)
state = {
    "binary": "neutron-dhcp-agent",
    "host": "compute-7",
    "topic": topics.DHCP_AGENT,
    "agent_type": "DHCP agent",
    "configurations": {"dhcp_driver": "neutron.agent.linux.dhcp.Dnsmasq", "networks": 4, "ports": 0, "subnets": 5},
    "start_flag": True,
}
number = 0
while time.monotonic() < end:
    reports.report_state(context.get_admin_context_without_session(), state, use_call=True)
    state.pop("start_flag", None)
    number += 1
    state["configurations"]["ports"] = number % 5
    time.sleep(REPORT_EVERY_SECONDS)
print(f"{number} reports")
