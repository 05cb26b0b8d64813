import { Download } from "lucide-react";
import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Snippet } from "../../ui/copy.tsx";
import { download } from "../../ui/download.ts";
import { Segmented } from "../../ui/segmented.tsx";

type Tool = "cloudformation" | "terraform";
/** `steps` make the role, `update` brings one up to date. */
type How = {
  label: string;
  file: string;
  type: Parameters<typeof download>[2];
  steps: string[];
  update: string[];
};
const TOOLS: Record<Tool, How> = {
  cloudformation: {
    label: "CloudFormation",
    file: "devcontrol-role.yaml",
    type: "text/yaml",
    steps: [
      "In the AWS console of that account, open CloudFormation and choose “Create stack, with new resources”.",
      "Download the template below, upload it there as a file, and create the stack.",
      "Copy the role's ARN from the stack's Outputs, and paste it below.",
    ],
    update: [
      "In the AWS console of that account, open CloudFormation, choose the stack, and “Update, replace template”.",
      "Upload the template below; parameters stay as they are.",
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
    update: ["Replace the file of that account by the one below, and apply it."],
  },
};

/** `isUpdate`: the role is there already. */
type RoleTemplateProps = { template: string; terraform: string; isUpdate?: boolean };

/** What makes the role in the customer's account, for the tool they use, and how. */
export function RoleTemplate({ template, terraform, isUpdate }: RoleTemplateProps) {
  const [tool, setTool] = useState<Tool>("cloudformation");
  const { label, file, type, steps, update } = TOOLS[tool];
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
        {(isUpdate ? update : steps).map((step) => (
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
