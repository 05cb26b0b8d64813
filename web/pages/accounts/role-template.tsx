import { Download } from "lucide-react";
import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { download } from "../../ui/download.ts";
import { Segmented } from "../../ui/segmented.tsx";

type Tool = "cloudformation" | "terraform";
const TOOLS: Record<Tool, { label: string; file: string; type: Parameters<typeof download>[2]; steps: string[] }> = {
  cloudformation: {
    label: "CloudFormation",
    file: "devcontrol-role.yaml",
    type: "text/yaml",
    steps: [
      "In the AWS console of that account, open CloudFormation and choose “Create stack, with new resources”.",
      "Download the template below, upload it there as a file, and create the stack.",
      "Copy the role's ARN from the stack's Outputs, and paste it below.",
    ],
  },
  terraform: {
    label: "Terraform",
    file: "devcontrol-role.tf",
    type: "text/plain",
    steps: [
      "Put the file below beside your other Terraform files of that account, and apply it.",
      "Copy the output devcontrol_role_arn, and paste it below.",
    ],
  },
};

/** What makes the role in the customer's account, for the tool they use, and how. */
export function RoleTemplate({ template, terraform }: { template: string; terraform: string }) {
  const [tool, setTool] = useState<Tool>("cloudformation");
  const { label, file, type, steps } = TOOLS[tool];
  const text = tool === "terraform" ? terraform : template;
  return (
    <>
      <Segmented
        label="Tool"
        value={tool}
        options={[
          { value: "cloudformation", label: "CloudFormation" },
          { value: "terraform", label: "Terraform" },
        ]}
        onChange={setTool}
      />
      <ol className="list-decimal space-y-1 pl-5 text-base text-fg-2">
        {steps.map((step) => (
          <li key={step}>{step}</li>
        ))}
      </ol>
      <Snippet text={text} label={`${label} template`} heightMax="max-h-56" />
      <Button className="justify-self-start" onClick={() => download(file, text, type)}>
        <Download aria-hidden="true" />
        Download the template
      </Button>
    </>
  );
}
