"""What must be so in every overlay. A rule yields what is wrong, and its name says what is right."""

from collections.abc import Callable, Iterable

from tests.k8s.manifests import Cluster
from tests.k8s.rules import alerts, lifetime, network, pods, settings

Rule = Callable[[Cluster], Iterable[str]]

RULES: tuple[Rule, ...] = (
    pods.images_are_pinned,
    pods.no_process_is_root,
    pods.no_process_can_gain_rights,
    pods.root_file_systems_are_read_only,
    pods.system_calls_are_filtered,
    pods.namespaces_admit_restricted_pods_only,
    pods.all_of_it_is_in_one_namespace,
    pods.no_pod_is_given_a_token_of_the_cluster,
    pods.the_only_right_is_to_annotate_pods,
    pods.resources_are_asked_for_and_bounded,
    pods.redis_refuses_before_it_is_killed,
    pods.scratch_volumes_are_bounded,
    pods.scratch_volumes_fit_the_storage_bound,
    pods.volumes_are_there_for_every_mount,
    pods.agents_write_only_where_a_volume_is,
    lifetime.an_agent_may_drain_before_it_is_killed,
    lifetime.a_control_plane_serves_while_its_leaving_is_learnt,
    lifetime.services_are_probed_in_three_ways,
    lifetime.being_full_or_draining_kills_no_agent,
    lifetime.being_full_stops_no_roll_out,
    lifetime.liveness_is_more_patient_than_a_lease,
    lifetime.a_node_can_be_emptied,
    lifetime.both_services_have_a_disruption_budget,
    lifetime.there_are_two_control_planes_or_more,
    lifetime.pods_are_spread_over_nodes_and_zones,
    lifetime.autoscalers_alone_decide_how_many,
    settings.no_service_of_the_namespace_becomes_a_setting,
    settings.services_listen_where_their_port_is,
    settings.an_agent_tells_its_own_address,
    settings.agents_report_to_a_service_that_is_there,
    settings.every_variable_is_one_that_its_service_reads,
    settings.what_is_secret_is_a_reference,
    settings.not_everybody_says_where_a_caller_is,
    settings.no_secret_is_in_the_manifests,
    network.services_find_the_pods_that_they_name,
    network.selectors_choose_their_own_pods,
    network.monitors_scrape_one_workload_each,
    network.ports_are_those_that_containers_name,
    network.what_is_not_allowed_is_denied,
    network.nobody_reaches_a_clouds_metadata,
    network.the_issuer_of_tokens_is_reached,
    network.leases_and_metrics_are_not_reached_from_outside,
    network.callers_reach_the_page_and_the_calls,
    alerts.alerts_ask_for_metrics_that_there_are,
    alerts.alerts_name_reasons_for_which_calls_end,
)
