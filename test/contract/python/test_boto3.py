"""The simulator as boto3 sees it: requests made and answers parsed by a client that others wrote."""

import os
import re
import subprocess
import time
import unittest
from pathlib import Path

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

ROOT = Path(__file__).resolve().parents[3]
CLUSTER = "shop"
# Seconds of wall time until the cluster has settled; the simulator runs sixty times as fast.
PATIENCE = 60


class Simulator:
    """The simulator's server, in a process of its own."""

    def __init__(self):
        command = ["node", "simulator/server.ts", "--port", "0", "--scenario", "shop", "--speed", "60"]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
        text = ""
        for line in self.process.stdout:
            text += line
            if re.search(r"Region \S+,", text):
                break
        announced = re.search(r"(http://127\.0\.0\.1:\d+).*Region (\S+),", text, re.DOTALL)
        if announced is None:
            self.stop()
            raise RuntimeError(f"the simulator did not start, it ended with {self.process.returncode}")
        self.endpoint, self.region = announced.groups()

    def client(self, service):
        return boto3.client(
            service,
            endpoint_url=self.endpoint,
            region_name=self.region,
            aws_access_key_id="any",
            aws_secret_access_key="any",
            config=Config(retries={"total_max_attempts": 3, "mode": "standard"}),
        )

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=20)
        self.process.stdout.close()


class Contract(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        # Nothing of the machine's own AWS settings.
        for name in [name for name in os.environ if name.startswith("AWS_")]:
            del os.environ[name]
        cls.simulator = Simulator()
        cls.addClassCleanup(cls.simulator.stop)
        cls.ecs = cls.simulator.client("ecs")

    def service(self, name):
        [service] = self.ecs.describe_services(cluster=CLUSTER, services=[name], include=["TAGS"])["services"]
        return service

    def wait_for(self, what, condition):
        deadline = time.monotonic() + PATIENCE
        while not condition():
            self.assertLess(time.monotonic(), deadline, f"waited in vain for {what}")
            time.sleep(0.2)

    def wait_for_hosts(self):
        """Three hosts, of which one has a GPU."""
        self.wait_for("three hosts", lambda: len(self.hosts()) == 3)

    def hosts(self, **query):
        pages = self.ecs.get_paginator("list_container_instances").paginate(cluster=CLUSTER, **query)
        return [arn for page in pages for arn in page["containerInstanceArns"]]


class Ecs(Contract):
    """AWS JSON 1.1."""

    def test_lists_and_describes_clusters(self):
        [arn] = self.ecs.list_clusters()["clusterArns"]
        self.assertRegex(arn, rf"^arn:aws:ecs:{self.simulator.region}:\d{{12}}:cluster/{CLUSTER}$")
        answer = self.ecs.describe_clusters(clusters=[CLUSTER, "unknown"], include=["TAGS"])
        self.assertEqual([(each["clusterName"], each["status"]) for each in answer["clusters"]], [(CLUSTER, "ACTIVE")])
        self.assertEqual([each["reason"] for each in answer["failures"]], ["MISSING"])

    def test_describes_services(self):
        service = self.service("gpu-exporter")
        self.assertEqual(service["schedulingStrategy"], "REPLICA")
        self.assertIn({"key": "ecs-ops:one-per-host", "value": "true"}, service["tags"])
        self.assertEqual({each["type"] for each in service["placementConstraints"]}, {"distinctInstance", "memberOf"})
        # A timestamp, which AWS JSON has as a number.
        self.assertGreater(service["createdAt"].year, 2000)

    def test_lists_hosts_by_status_and_filter(self):
        self.wait_for_hosts()
        with_gpu = self.hosts(status="ACTIVE", filter="attribute:ecs.instance-type =~ g4dn.*")
        self.assertEqual(len(with_gpu), 1)
        answer = self.ecs.describe_container_instances(cluster=CLUSTER, containerInstances=with_gpu)
        [host] = answer["containerInstances"]
        self.assertEqual((host["status"], host["agentConnected"]), ("ACTIVE", True))
        self.assertIn("CPU", {each["name"] for each in host["remainingResources"]})

    def test_pages(self):
        self.wait_for_hosts()
        first = self.ecs.list_container_instances(cluster=CLUSTER, maxResults=2)
        self.assertEqual(len(first["containerInstanceArns"]), 2)
        rest = self.ecs.list_container_instances(cluster=CLUSTER, maxResults=2, nextToken=first["nextToken"])
        self.assertEqual(len(rest["containerInstanceArns"]), 1)
        self.assertNotIn("nextToken", rest)

    def test_updates_a_service_and_runs_its_tasks(self):
        updated = self.ecs.update_service(cluster=CLUSTER, service="web", desiredCount=6)["service"]
        self.assertEqual(updated["desiredCount"], 6)
        self.wait_for("six web tasks", lambda: self.service("web")["runningCount"] == 6)
        arns = self.ecs.list_tasks(cluster=CLUSTER, serviceName="web")["taskArns"]
        tasks = self.ecs.describe_tasks(cluster=CLUSTER, tasks=arns)["tasks"]
        self.assertEqual({(each["group"], each["lastStatus"]) for each in tasks}, {("service:web", "RUNNING")})

    def test_the_controller_works_on_what_the_client_sees(self):
        self.wait_for("a log-router on each host", lambda: self.service("log-router")["runningCount"] == 3)
        self.wait_for("a gpu-exporter on the GPU host", lambda: self.service("gpu-exporter")["runningCount"] == 1)

    def test_errors_have_their_class(self):
        with self.assertRaises(self.ecs.exceptions.ClusterNotFoundException):
            self.ecs.list_container_instances(cluster="unknown")
        with self.assertRaises(self.ecs.exceptions.InvalidParameterException):
            self.ecs.describe_services(cluster=CLUSTER, services=[f"s-{n}" for n in range(11)])

    def test_a_missing_operation_is_an_error(self):
        with self.assertRaises(ClientError) as raised:
            self.ecs.list_account_settings()
        self.assertEqual(raised.exception.response["Error"]["Code"], "NotImplemented")


class OtherProtocols(Contract):
    def test_sqs_in_json_1_0(self):
        sqs = self.simulator.client("sqs")
        urls = sqs.list_queues(QueueNamePrefix="ecs-ops")["QueueUrls"]
        [queue] = [url for url in urls if url.endswith("-host-sync")]
        attributes = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
        self.assertEqual(attributes["VisibilityTimeout"], "365")
        # boto3 checks the digest of what it sent against the answer.
        self.assertTrue(sqs.send_message(QueueUrl=f"{queue}-dead-letters", MessageBody="hello")["MessageId"])
        received = sqs.receive_message(QueueUrl=f"{queue}-dead-letters")["Messages"]
        self.assertEqual([each["Body"] for each in received], ["hello"])

    def test_tagging_in_json_1_1(self):
        tagging = self.simulator.client("resourcegroupstaggingapi")
        wanted = {"Key": "ecs-ops:one-per-host", "Values": ["true"]}
        found = tagging.get_resources(ResourceTypeFilters=["ecs:service"], TagFilters=[wanted])
        names = {each["ResourceARN"].rsplit("/", 1)[1] for each in found["ResourceTagMappingList"]}
        self.assertEqual(names, {"gpu-exporter", "log-router"})

    def test_auto_scaling_in_query(self):
        answer = self.simulator.client("autoscaling").describe_auto_scaling_groups()
        sizes = {each["AutoScalingGroupName"]: each["DesiredCapacity"] for each in answer["AutoScalingGroups"]}
        self.assertEqual(sizes, {"shop-general": 2, "shop-gpu": 1})

    def test_ec2_in_its_own_query(self):
        self.wait_for_hosts()
        pages = self.simulator.client("ec2").get_paginator("describe_instances").paginate()
        instances = [each for page in pages for group in page["Reservations"] for each in group["Instances"]]
        self.assertEqual({each["InstanceType"] for each in instances}, {"m7g.large", "g4dn.xlarge"})


if __name__ == "__main__":
    unittest.main(verbosity=2)
