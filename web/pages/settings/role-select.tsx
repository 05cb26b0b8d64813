import { Select } from "../../ui/field.tsx";
import { mayGive, ROLE_WORDS, ROLES, type Role, useOrganization } from "../../ui/organization.ts";

type RoleSelectProps = {
  label: string;
  value: Role;
  onChange: (role: Role) => void;
  disabled?: boolean;
  title?: string;
  className?: string;
};

/** The roles that this person may give; the present one is always among them. */
export function RoleSelect({ value, onChange, ...select }: RoleSelectProps) {
  const { role: mine } = useOrganization();
  const choose = (chosen: string) => {
    const role = ROLES.find((each) => each === chosen);
    if (role) onChange(role);
  };
  return (
    <Select {...select} value={value} onChange={(event) => choose(event.target.value)}>
      {ROLES.filter((role) => role === value || mayGive(mine, role)).map((role) => (
        <option key={role} value={role}>
          {ROLE_WORDS[role]}
        </option>
      ))}
    </Select>
  );
}
